#include "stratum/platform/confirmation.hpp"

namespace stratum::platform {

Problem confirmation_needed() {
    return problem(403, "confirm", "this asks for your password once more",
                   "confirm that it is you with POST /api/v1/session/confirm, then repeat it");
}

}  // namespace stratum::platform
