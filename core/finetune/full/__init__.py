"""Full fine-tuning: image and text towers together with the heads, from decoded frames.

The recipes of CLIP2Video and of Frozen in Time; large batches on small memory; several processes by torch's launcher.
"""
