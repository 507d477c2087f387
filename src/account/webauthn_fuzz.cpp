#include "stratum/account/webauthn.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// The first byte chooses the parser. A stranger's bytes are never accepted: nobody knows the challenge.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stratum::account;
    if (size == 0) return 0;
    const std::span rest{data + 1, size - 1};
    const stratum::Bytes bytes(rest.begin(), rest.end());
    const RelyingParty party{"stratum.example", {"https://stratum.example"}};
    static const std::string kClientData =
        R"({"type":"webauthn.create","challenge":"abc","origin":"https://stratum.example"})";
    switch (data[0] % 4) {
        case 0:
            (void)parse_client_data(rest);
            break;
        case 1: {
            const auto parsed = parse_authenticator_data(rest);
            if (parsed && parsed->attested && parsed->attested->credential_id.size() > 1023) std::abort();
            break;
        }
        case 2:
            (void)verify_registration(party, "abc", {{kClientData.begin(), kClientData.end()}, bytes});
            break;
        default:
            if (verify_registration(party, "another", {bytes, bytes})) std::abort();
    }
    return 0;
}
