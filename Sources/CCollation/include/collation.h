#pragma once
#include <stdint.h>

/// Opens a collator for `locale` ("sv-SE"); NULL where ICU refuses. Close with `hemtrygg_collator_close`.
void *hemtrygg_collator_open(const char *locale);
void hemtrygg_collator_close(void *collator);

/// Writes the sort key of `length` UTF-16 units into `key`; returns the bytes needed, the ending zero included.
int32_t hemtrygg_sort_key(const void *collator, const uint16_t *text, int32_t length, uint8_t *key, int32_t capacity);
