"""Invented people to order for. Their identity numbers are of the kinds that are published for tests. None of
them is among the demo municipality's own people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    number: str
    name: str
    street: str
    phone: str = "013-000 30 00"
    postal_code: str = "58000"
    city: str = "Ekdala"


GRETA = Person("200002292399", "Greta Åkerlund", "Fiktiva gatan 31", "013-000 30 01")
OSTEN = Person("200302022389", "Östen Ängström", "Påhittade vägen 2", "013-000 30 02")
MARYAM = Person("199008672397", "Maryam Haddad", "Låtsasgränd 19", "013-000 30 03")
SIXTEN = Person("191401682396", "Sixten Öhrn", "Exempelstigen 8", "013-000 30 04")
VALBORG = Person("191500722390", "Valborg Envall", "Fiktiva gatan 5", "013-000 30 05")
RAGNAR = Person("191711602399", "Ragnar Ljungqvist", "Påhittade vägen 77", "013-000 30 06")
AINO = Person("193100602394", "Aino Wikström", "Låtsasgränd 3", "013-000 30 07")
HJALMAR = Person("196100602397", "Hjalmar Sjö", "Exempelstigen 44", "013-000 30 08")
SIGNE = Person("193405062393", "Signe Granlund", "Fiktiva gatan 62", "013-000 30 09")
BERTIL = Person("193607282385", "Bertil Granlund", "Fiktiva gatan 62", "013-000 30 10")
# One and the same, under the coordination number that she had before.
ELSA = Person("195203112395", "Elsa Rydman", "Fiktiva gatan 71", "013-000 30 11")
ELSA_BEFORE = Person("195203712392", "Elsa Rydman", "Låtsasgränd 40", "013-000 30 11")

# Valid but for its last digit.
WRONG_CHECK_DIGIT = "200002292390"
