"""The work that every script does, in the words of one row."""

import re

ADDRESS = "Ссылка на страницу ВК"
NAME = "Наименование организации"
LINK = "Ссылка на мини-приложение"
GROUP = "ID сообщества"
STATUS = "Статус"

# An address of a community carries its number; anything else has to be looked at by a person.
GROUP_PATTERN = r"^https://vk\.com/(?:club|public)([0-9]+)$"
HEALTH_WORD = "больница"
HEALTH = "https://vk.com/app8181405#module=health&groupId="
EDUCATION = "https://vk.com/app8181405#module=education&step=ChoosingKid&groupId="

OK, FILLED, WARNING, ERROR = "Верно", "Заполнено", "Проверить", "Ошибка"
COLOURS = {FILLED: "#C6EFCE", WARNING: "#FFEB9C", ERROR: "#FFC7CE"}

_group = re.compile(GROUP_PATTERN)


def row(name, address, link):
    """The group, the link and the status of a row."""
    found = _group.match(address or "")
    if not found:
        return None, link, WARNING
    group = found.group(1)
    right = (HEALTH if HEALTH_WORD in name else EDUCATION) + group
    if not link:
        return int(group), right, FILLED
    return int(group), link, OK if link == right else ERROR
