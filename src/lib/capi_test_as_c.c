#define _DEFAULT_SOURCE
#include "capi_test.h"
