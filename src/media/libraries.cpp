#include "stratum/media/libraries.hpp"

#include "stratum/media/tags.hpp"

#include <mpg123.h>
#include <sndfile.h>

namespace stratum::media {

std::vector<LibraryVersion> library_versions() {
    // libsndfile says "libsndfile-1.2.0"; the other two had no such function before versions newer than Debian 12's.
    std::string sndfile = sf_version_string();
    if (const auto dash = sndfile.find('-'); dash != std::string::npos) sndfile.erase(0, dash + 1);
    return {{"libsndfile", sndfile},
            {"libmpg123", "interface " + std::to_string(MPG123_API_VERSION)},
            {"TagLib", tag_library_version()}};
}

}  // namespace stratum::media
