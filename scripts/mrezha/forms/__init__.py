"""Forms made from the schema: the public form, the editor's configuration, issue forms."""
