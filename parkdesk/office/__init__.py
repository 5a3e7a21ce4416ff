"""The doors joined: what a person at a desk does, without a window.

The window and the command line both stand on these rooms and on nothing lower for the main job.
"""

from __future__ import annotations
