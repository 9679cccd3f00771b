// ICU's headers clash with Foundation's when Swift imports both; this shim shows only pointers and integers.
#include "collation.h"
#include <unicode/ucol.h>

void *hemtrygg_collator_open(const char *locale) {
    UErrorCode status = U_ZERO_ERROR;
    UCollator *collator = ucol_open(locale, &status);
    return U_SUCCESS(status) ? collator : NULL;
}

void hemtrygg_collator_close(void *collator) { ucol_close((UCollator *)collator); }

int32_t hemtrygg_sort_key(const void *collator, const uint16_t *text, int32_t length, uint8_t *key, int32_t capacity) {
    return ucol_getSortKey((const UCollator *)collator, (const UChar *)text, length, key, capacity);
}
