"""How pages name an article."""

from django import template

from courtlink import laws

register = template.Library()
register.filter("cited", laws.cited)
