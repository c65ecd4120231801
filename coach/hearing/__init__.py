"""What is said in the room? A microphone and a recogniser, in a process of their own; nothing is kept."""
