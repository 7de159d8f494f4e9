"""What someone may have meant, from the catalogue's own words."""

from storefront.catalogue import generation

from . import queries, question, words


def meant(asked: question.Question, *, at_generation: int) -> str | None:
    """Return the question with its unknown words put right, or nothing if nothing is near."""
    known = generation.keep(
        ("vocabulary", asked.language),
        lambda: queries.vocabulary(asked.language),
        generation=at_generation,
    )
    put_right = [_nearest(term.asked, known) for term in asked.terms]
    if all(new == term.asked for new, term in zip(put_right, asked.terms, strict=True)):
        return None
    return " ".join(put_right)


def _nearest(asked: str, known: dict[str, int]) -> str:
    if asked in known or words.is_unspaced(asked) or not asked.isalpha() or len(asked) < 3:
        return asked
    from rapidfuzz import process  # heavy, and seldom needed by the web
    from rapidfuzz.distance import OSA

    near = process.extract(
        asked, known.keys(), scorer=OSA.distance, score_cutoff=1 if len(asked) < 5 else 2, limit=30
    )
    if not near:
        return asked
    # People seldom mistype the first letter; of equally near words the more frequent one.
    best = min(near, key=lambda found: (found[1], found[0][0] != asked[0], -known[found[0]]))
    return str(best[0])
