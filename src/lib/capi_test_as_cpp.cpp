#include "capi_test.h"
