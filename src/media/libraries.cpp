#include "stratum/media/libraries.hpp"

#include <mpg123.h>
#include <sndfile.h>
#include <taglib/taglib.h>

namespace stratum::media {

std::vector<LibraryVersion> library_versions() {
    // libsndfile says "libsndfile-1.2.0"; the other two had no such function before versions newer than Debian 12's.
    std::string sndfile = sf_version_string();
    if (const auto dash = sndfile.find('-'); dash != std::string::npos) sndfile.erase(0, dash + 1);
    return {{"libsndfile", sndfile},
            {"libmpg123", "interface " + std::to_string(MPG123_API_VERSION)},
            {"TagLib", std::to_string(TAGLIB_MAJOR_VERSION) + "." + std::to_string(TAGLIB_MINOR_VERSION) + "." +
                           std::to_string(TAGLIB_PATCH_VERSION)}};
}

}  // namespace stratum::media
