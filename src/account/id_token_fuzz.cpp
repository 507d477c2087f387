#include "stratum/account/id_token.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

// No token of a stranger is accepted, and every key that is read can be used.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stratum;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    static const std::vector<account::ProviderKey> kKeys =
        account::parse_jwks(R"({"keys":[{"kty":"EC","crv":"P-256","kid":"1",)"
                            R"("x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                            R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})")
            .value();
    if (account::validate_id_token(text, kKeys, {"https://issuer.example", "client", "nonce", {}, {}})) std::abort();
    const auto keys = account::parse_jwks(text);
    if (keys)
        for (const auto& key : *keys)
            if (!signatures::check(key.key)) std::abort();
    return 0;
}
