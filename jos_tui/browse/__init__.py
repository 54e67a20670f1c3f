"""What is on screen before it is on screen: listing model, sort, marks, history."""
