"""Words that say nothing of a theme, or that say whose ticket it was."""

_FILLERS = """
a about after again all also am an and another any anyone are as asap at be because been
before being both but by can can't cannot cant come could couldn't day did didn't do
does doesn't doing don't dont down else error even every few for from get gets getting
give go going good got had hardly has hasn't have haven't having he hello help her here
hey hi him his how i i'd i'll i'm i've if im in into is isn't issue issues it it's its
just keep keeps kind know let like look looking made make many may me might more most
much must my need needed needs new no nobody not nothing now of off on once one only
onto or other our out over own please possible problem problems question re regards same
say says see seem seems she should show shows so some somebody someone something still
such than thank thanks that the their them then there these they this those through to
today tomorrow too try trying two under until up urgent us use used user users using
very via want wants was wasn't way we we're were what when where whether which while who
whole why will with within without won't work working works would yesterday yet you your
"""
# Given names that may occur at several customers; words of the trade such as mark,
# bill, grant or jack are left out.
_FIRST_NAMES = """
adam alan alex alexander alice amanda amy andrea andreas andrew andy angela ann anna
anne anthony ashley barbara ben benjamin beth brian carl carol caroline catherine
charles charlotte chloe chris christian christina christine christopher claire colin
craig daniel daniela dave david debbie deborah denise diana donna dorothy edward
elizabeth ella emily emma eric eva fiona gareth gary gemma george georgia gillian graham
greg hannah harry heather helen henry holly ian isabella jacob jake james jamie jan jane
janet jason jean jeff jennifer jenny jeremy jessica jim joan joanna joanne joe john
jonathan jordan joseph josh joshua judith julia julie karen kate katherine kathryn katie
keith kelly kenneth kevin kimberly larry laura lauren lee leon lewis liam linda lisa liz
louise lucas lucy luke lynn margaret maria marie markus martin mary matt matthew megan
melissa michael michelle mike mohammed nancy natalie nathan neil nicholas nick nicola
nicole nigel oliver olivia pamela patricia patrick paul paula peter phil philip rachel
rebecca richard robert roger ronald ruth ryan sally sam samantha samuel sandra sara
sarah scott sean sharon shaun simon sophia sophie stefan stephanie stephen steve steven
stuart susan tanya teresa terry thomas tim timothy tina tom tony tracey tracy vanessa
victoria vincent wayne wendy william yvonne zoe
"""

FILLERS = frozenset(_FILLERS.split())
FIRST_NAMES = frozenset(_FIRST_NAMES.split())
