"""The main window around the screens: client bar, navigation, palette, status line, undo."""
