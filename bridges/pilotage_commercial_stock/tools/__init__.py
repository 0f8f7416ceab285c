from .goods import Flow, Move, share_out
