#include "stratum/library/feature.hpp"
