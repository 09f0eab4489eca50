CREATE TABLE {staging:Identifier} AS films
