"""Pictures of records: judged, and redrawn for the site, in a process that is held in bounds."""
