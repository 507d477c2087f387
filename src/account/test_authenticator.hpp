#pragma once

/// A security key made of software: makes what browsers send for passkeys, right or with one thing wrong.

#include "stratum/account/webauthn.hpp"
#include "stratum/crypto/sha256.hpp"
#include "stratum/signatures/key_forms.hpp"
#include "stratum/test_keys/test_key.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace stratum::account {

inline const RelyingParty kParty{"stratum.example", {"https://stratum.example", "https://app.stratum.example"}};

inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

/// What an answer is made of; a test changes one thing.
struct Ceremony {
    std::string type;
    std::string challenge;
    std::string origin = "https://stratum.example";
    std::string more;  ///< Further members of the client data: ",\"crossOrigin\":true".
    std::string rp_id = "stratum.example";
    std::uint8_t flags = 0x05;  ///< A person was there, and was verified.
    std::uint32_t count = 0;
    std::string format = "none";
    bool extensions = false;
    Bytes behind;  ///< After the end of the authenticator data.
};

class TestAuthenticator {
  public:
    explicit TestAuthenticator(signatures::Algorithm algorithm, Bytes id = Bytes(32, 7))
        : key_(algorithm), id_(std::move(id)) {}

    [[nodiscard]] const Bytes& id() const { return id_; }
    [[nodiscard]] const signatures::PublicKey& public_key() const { return key_.public_key(); }

    [[nodiscard]] static Bytes client_data(const Ceremony& c) {
        return bytes_of(R"({"type":")" + c.type + R"(","challenge":")" + c.challenge + R"(","origin":")" + c.origin +
                        "\"" + c.more + "}");
    }
    [[nodiscard]] Bytes authenticator_data(const Ceremony& c, bool attested) const {
        const auto hash = crypto::sha256(c.rp_id);
        Bytes out(hash.begin(), hash.end());
        out.push_back(static_cast<std::uint8_t>(c.flags | (attested ? 0x40 : 0) | (c.extensions ? 0x80 : 0)));
        for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(c.count >> shift & 255));
        if (attested) {
            out.insert(out.end(), 16, 0);
            out.push_back(static_cast<std::uint8_t>(id_.size() >> 8));
            out.push_back(static_cast<std::uint8_t>(id_.size() & 255));
            out.insert(out.end(), id_.begin(), id_.end());
            const Bytes key = signatures::to_cose_key(public_key());
            out.insert(out.end(), key.begin(), key.end());
        }
        if (c.extensions) {
            CborWriter map;
            map.map(1);
            map.string("credProtect");
            map.integer(2);
            out.insert(out.end(), map.data().begin(), map.data().end());
        }
        out.insert(out.end(), c.behind.begin(), c.behind.end());
        return out;
    }
    [[nodiscard]] RegistrationAnswer create(Ceremony c) const {
        if (c.type.empty()) c.type = "webauthn.create";
        const Bytes client = client_data(c);
        const Bytes data = authenticator_data(c, true);
        CborWriter out;
        out.map(3);
        out.string("fmt");
        out.string(c.format);
        out.string("attStmt");
        if (c.format == "packed") {
            constexpr std::array<std::int64_t, 3> kNumbers{-7, -257, -8};
            out.map(2);
            out.string("alg");
            out.integer(kNumbers[static_cast<std::size_t>(signatures::algorithm_of(public_key()))]);
            out.string("sig");
            out.bytes(sign(data, client));
        } else {
            out.map(0);
        }
        out.string("authData");
        out.bytes(data);
        return {client, out.take()};
    }
    [[nodiscard]] AssertionAnswer get(Ceremony c) const {
        if (c.type.empty()) c.type = "webauthn.get";
        const Bytes client = client_data(c);
        const Bytes data = authenticator_data(c, false);
        return {id_, client, data, sign(data, client)};
    }

  private:
    [[nodiscard]] Bytes sign(Bytes data, const Bytes& client) const {
        const auto hash = crypto::sha256(std::span<const std::uint8_t>{client});
        data.insert(data.end(), hash.begin(), hash.end());
        return key_.sign(data, signatures::EcForm::der);
    }
    test_keys::TestKey key_;
    Bytes id_;
};

}  // namespace stratum::account
