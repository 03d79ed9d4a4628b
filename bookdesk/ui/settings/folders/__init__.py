"""The section of the settings about watched folders of the client in front."""
