// PEMBA_EXPORT marks what the shared library exports; everything else is hidden.
#pragma once

#define PEMBA_EXPORT __attribute__((visibility("default")))
