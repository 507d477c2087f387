#include "stream.hpp"

#include "stratum/base/text.hpp"

namespace stratum::media {

std::string AudioStream::broken_off(std::int64_t got, std::int64_t announced, int rate) {
    return "breaks off after " + format_duration(static_cast<double>(got) / rate) + " of " +
           format_duration(static_cast<double>(announced) / rate);
}

}  // namespace stratum::media
