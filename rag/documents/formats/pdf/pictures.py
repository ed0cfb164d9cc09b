"""Pictures of text: each as a PDF of one page, so that all that holds for PDFs holds for them."""

from __future__ import annotations

from io import BytesIO

from chapter_and_verse.errors import DocumentError

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")


def picture_as_pdf(data: bytes, source: str) -> bytes:
    """A PDF with the picture's pages as pages, turned as the camera says that it was held.

    Raises:
        DocumentError: it is damaged, or too large to be unpacked.
    """
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data)) as picture:
            pages = [
                ImageOps.exif_transpose(frame).convert("RGB")
                for frame in ImageSequence.Iterator(picture)
            ]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        reason = "It is damaged, or not a picture. Save it again from the program it is from."
        raise DocumentError(source, reason) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DocumentError(source, "The picture is too large. Save it smaller.") from error
    made = BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:])
    return made.getvalue()
