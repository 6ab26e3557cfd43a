"""Lists of the API: keyset paging, newest first; a page costs the same however long the list is."""

from rest_framework.pagination import CursorPagination


class Newest(CursorPagination):
    """`next` is the address of the following page."""

    ordering = "-pk"
    page_size = 25
    max_page_size = 100
    page_size_query_param = "size"
