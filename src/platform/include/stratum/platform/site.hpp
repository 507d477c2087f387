#pragma once

#include "stratum/platform/route.hpp"

#include <string>
#include <vector>

namespace stratum::platform {

struct SiteOptions {
    std::string web;  ///< Folder with the built web app; empty: there is none.
    std::string api;  ///< Folder with openapi.yaml and openapi.json; empty: there are none.
};

/// The web app's files and the API's own description. The app's names under /assets/ hold a hash, so they are kept for
/// good; everything else is asked for again each time. Where a file lies beside its .br or .gz form, that goes out to
/// those who take it. A path that is no file and looks like a page is the app's own: it gets index.html.
[[nodiscard]] std::vector<Route> site_routes(const SiteOptions& options);

}  // namespace stratum::platform
