"""The paper of a fair: catalogue, stand signs, labels, name cards, programme, poster."""
