-- One step for every reader: the old catalogue or the new one, never a part of either.
EXCHANGE TABLES films AND {staging:Identifier}
