"""What Backline costs in time, memory and space, measured and set against plain alternatives."""
