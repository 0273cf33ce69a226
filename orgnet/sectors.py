"""The sectors of GB/T 4754-2017."""

from enum import StrEnum


class Sector(StrEnum):
    """One letter per section of the industrial classification."""

    AGRICULTURE = "A"
    MINING = "B"
    MANUFACTURING = "C"
    ENERGY_AND_WATER = "D"
    CONSTRUCTION = "E"
    TRADE = "F"
    TRANSPORT = "G"
    CATERING = "H"
    INFORMATION = "I"
    FINANCE = "J"
    REAL_ESTATE = "K"
    BUSINESS_SERVICES = "L"
    RESEARCH = "M"
    ENVIRONMENT = "N"
    PERSONAL_SERVICES = "O"
    EDUCATION = "P"
    HEALTH_AND_SOCIAL_WORK = "Q"
    CULTURE = "R"
    PUBLIC_ADMINISTRATION = "S"
    INTERNATIONAL = "T"
