from . import opt_out, rating
