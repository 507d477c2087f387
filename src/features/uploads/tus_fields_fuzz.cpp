#include "stratum/base/result.hpp"
#include "stratum/base/text.hpp"
#include "tus_fields.hpp"

// Whatever a client sends as fields of tus: an answer, and a name that is fit to be kept.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    using namespace stratum;
    const auto check = [](const std::string& field) {
        const auto description = uploads::parse_metadata(field);
        if (!description) return;
        const std::string& name = description->name;
        STRATUM_CHECK(!name.empty() && name.size() <= 2000 && is_utf8(name));
        STRATUM_CHECK(name.front() != '/' && name.find("//") == name.npos &&
                      ("/" + name + "/").find("/../") == name.npos);
    };
    check(std::string{text});
    // Most inputs are no base64; so also what they would be encoded.
    const auto middle = text.size() / 2;
    const auto encode = [](std::string_view part) {
        return to_base64({reinterpret_cast<const std::uint8_t*>(part.data()), part.size()});
    };
    check("filename " + encode(text.substr(0, middle)) + ",relative_path " + encode(text.substr(middle)));
    if (const auto sum = uploads::parse_checksum(text); sum && *sum)
        STRATUM_CHECK((*sum)->value.size() == ((*sum)->algorithm == "sha1" ? 20U : 32U));
    if (const auto bytes = uploads::parse_bytes("Upload-Offset", text)) STRATUM_CHECK(*bytes >= 0);
    return 0;
}
