from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchDocument(models.Model):
    """
    What one product can be found by in one language.

    Written by `search.operations` only, whenever the catalogue says that a product changed; it
    holds nothing that is not said elsewhere, so `rebuild_search` can make it anew at any time.
    """

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="search_documents"
    )
    language = models.CharField(max_length=12)
    vector = SearchVectorField()
    # Folded, not cut to stems: what "did you mean" may propose.
    vocabulary = ArrayField(models.TextField(), default=list)

    class Meta:
        app_label = "search"
        indexes = [GinIndex(fields=["vector"], name="search_vector", fastupdate=False)]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "language"], name="one_search_document_for_product_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id} ({self.language})"
