#include "stratum/platform/download.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <string>

namespace stratum::platform {

void save_as(net::Response& response, std::string_view name) {
    std::string whole = valid_utf8(name);
    std::ranges::replace_if(
        whole, [](char c) { return (c >= '\0' && c < ' ') || c == '\x7f' || c == '/' || c == '\\'; }, '_');
    std::string plain = whole;
    std::ranges::replace_if(plain, [](char c) { return c < ' ' || c > '~' || c == '"'; }, '_');
    response.headers.set("Content-Disposition",
                         "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + net::encode_percent(whole));
}

}  // namespace stratum::platform
