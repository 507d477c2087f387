#include "stratum/net/json.hpp"

#include <cstddef>
#include <cstdint>

namespace {

std::size_t count(const stratum::net::Json& json) {
    std::size_t values = 1;
    if (json.array() != nullptr)
        for (const auto& item : *json.array()) values += count(item);
    if (json.object() != nullptr)
        for (const auto& member : *json.object()) values += count(member.second);
    return values + (json.integer() ? 1U : 0U) + json.kind().size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto json = stratum::net::parse_json({reinterpret_cast<const char*>(data), size});
    return json && count(*json) == 0 ? 1 : 0;
}
