"""A sentence to try a voice with, in its own language."""

_SAMPLES = {
    "ar": "مرحبا، هكذا يبدو صوتي.",
    "ca": "Hola, així sona la meva veu.",
    "cs": "Dobrý den, takto zní můj hlas.",
    "da": "Hej, sådan lyder min stemme.",
    "de": "Guten Tag, so klingt meine Stimme.",
    "el": "Γεια σας, έτσι ακούγεται η φωνή μου.",
    "en": "Hello, this is what my voice sounds like.",
    "es": "Hola, así suena mi voz.",
    "fi": "Hei, tältä ääneni kuulostaa.",
    "fr": "Bonjour, voici le son de ma voix.",
    "it": "Buongiorno, ecco come suona la mia voce.",
    "nl": "Hallo, zo klinkt mijn stem.",
    "no": "Hei, slik høres stemmen min ut.",
    "pl": "Dzień dobry, tak brzmi mój głos.",
    "pt": "Olá, é assim que soa a minha voz.",
    "ro": "Bună ziua, așa sună vocea mea.",
    "ru": "Здравствуйте, так звучит мой голос.",
    "sv": "Hej, så här låter min röst.",
    "tr": "Merhaba, sesim böyle duyuluyor.",
    "uk": "Добрий день, так звучить мій голос.",
    "vi": "Xin chào các bạn, đây là giọng nói của tôi.",
    "zh": "你好，这就是我的声音。",
}
_ANY_LANGUAGE = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10."


def sample_text(language: str) -> str:
    """For a tag such as `vi-VN`; numbers, which every voice can read, where there is no sentence."""
    return _SAMPLES.get(language.partition("-")[0].lower(), _ANY_LANGUAGE)
