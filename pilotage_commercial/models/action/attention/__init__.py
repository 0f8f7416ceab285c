from . import crm_lead_attention
from . import crm_lead_attention_search
