"""How a language says it: number words, markers, times."""
