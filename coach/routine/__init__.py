"""What is to be done: routines, their models and tables, and the guarded reader."""
