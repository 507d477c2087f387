#include "stratum/account/webauthn.hpp"

#include "test_authenticator.hpp"

#include <gtest/gtest.h>

namespace stratum::account {
namespace {

using signatures::Algorithm;

constexpr std::string_view kChallenge = "Y2hhbGxlbmdl";

std::string code_of(const auto& result) { return result ? "ok" : std::string{name_of(result.error().code)}; }

class WebAuthn : public testing::TestWithParam<Algorithm> {
  protected:
    std::string create(const std::function<void(Ceremony&)>& change) {
        Ceremony c{.challenge = std::string{kChallenge}};
        change(c);
        return code_of(verify_registration(kParty, kChallenge, authenticator_.create(c)));
    }
    std::string get(const std::function<void(Ceremony&)>& change, std::uint32_t known_count = 0) {
        Ceremony c{.challenge = std::string{kChallenge}};
        change(c);
        return code_of(
            verify_assertion(kParty, kChallenge, authenticator_.get(c), authenticator_.public_key(), known_count));
    }
    TestAuthenticator authenticator_{GetParam()};
};

TEST_P(WebAuthn, TakesWhatIsRight) {
    const auto made = verify_registration(
        kParty, kChallenge, authenticator_.create({.challenge = std::string{kChallenge}, .flags = 0x1d, .count = 7}));
    ASSERT_TRUE(made) << made.error().text();
    ASSERT_TRUE(made->attested);
    EXPECT_EQ(made->attested->key, authenticator_.public_key());
    EXPECT_EQ(made->attested->credential_id, authenticator_.id());
    EXPECT_EQ(made->sign_count, 7U);
    EXPECT_TRUE(made->backup_eligible && made->backed_up);
    EXPECT_EQ(create([](Ceremony& c) { c.format = "packed"; }), "ok");
    EXPECT_EQ(create([](Ceremony& c) { c.extensions = true; }), "ok");
    EXPECT_EQ(create([](Ceremony& c) { c.origin = "https://app.stratum.example"; }), "ok");
    EXPECT_EQ(create([](Ceremony& c) { c.more = ",\"crossOrigin\":false,\"other_keys_can_be_added_here\":1"; }), "ok");
    EXPECT_EQ(get([](Ceremony&) {}), "ok");
    EXPECT_EQ(get([](Ceremony& c) { c.extensions = true; }), "ok");
}

TEST_P(WebAuthn, RefusesEachThingThatIsWrongInBothCeremonies) {
    const std::vector<std::pair<std::function<void(Ceremony&)>, std::string>> cases{
        {[](Ceremony& c) { c.type = "webauthn.other"; }, "permission_denied"},
        {[](Ceremony& c) { c.challenge = "b3RoZXI"; }, "permission_denied"},
        {[](Ceremony& c) { c.challenge += "="; }, "permission_denied"},
        {[](Ceremony& c) { c.origin = "https://stratum.example.evil.com"; }, "permission_denied"},
        {[](Ceremony& c) { c.origin = "http://stratum.example"; }, "permission_denied"},
        {[](Ceremony& c) { c.origin = "https://stratum.example:8443"; }, "permission_denied"},
        {[](Ceremony& c) { c.more = ",\"crossOrigin\":true"; }, "permission_denied"},
        {[](Ceremony& c) { c.more = ",\"crossOrigin\":\"no\""; }, "corrupt"},
        {[](Ceremony& c) { c.more = ",\"type\":\"webauthn.get\""; }, "corrupt"},  // a member twice
        {[](Ceremony& c) { c.more = std::string(10000, ' '); }, "corrupt"},
        {[](Ceremony& c) { c.rp_id = "evil.example"; }, "permission_denied"},
        {[](Ceremony& c) { c.flags = 0x04; }, "permission_denied"},  // nobody there
        {[](Ceremony& c) { c.flags = 0x01; }, "permission_denied"},  // nobody verified
        {[](Ceremony& c) { c.flags = 0x15; }, "corrupt"},            // backed up, but can not be
        {[](Ceremony& c) { c.behind = {0}; }, "corrupt"},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) {
        EXPECT_EQ(create(cases[i].first), cases[i].second) << i;
        EXPECT_EQ(get(cases[i].first), cases[i].second) << i;
    }
    // An answer of one ceremony is none of the other.
    EXPECT_EQ(create([](Ceremony& c) { c.type = "webauthn.get"; }), "permission_denied");
    EXPECT_EQ(get([](Ceremony& c) { c.type = "webauthn.create"; }), "permission_denied");
}

TEST_P(WebAuthn, RefusesAttestationsThatDoNotHold) {
    EXPECT_EQ(create([](Ceremony& c) { c.format = "tpm"; }), "unsupported");
    EXPECT_EQ(create([](Ceremony& c) { c.format = ""; }), "corrupt");
    // A self-attestation that somebody else signed: the client data are another's.
    auto answer = authenticator_.create({.challenge = std::string{kChallenge}, .format = "packed"});
    answer.client_data.insert(answer.client_data.end() - 1, ' ');
    EXPECT_EQ(code_of(verify_registration(kParty, kChallenge, answer)), "permission_denied");
    // Cut anywhere, it is no attestation.
    answer = authenticator_.create({.challenge = std::string{kChallenge}, .format = "packed"});
    for (std::size_t size = 0; size < answer.attestation_object.size(); ++size) {
        auto cut = answer;
        cut.attestation_object.resize(size);
        EXPECT_EQ(code_of(verify_registration(kParty, kChallenge, cut)), "corrupt") << size;
    }
    answer.attestation_object.push_back(0);
    EXPECT_EQ(code_of(verify_registration(kParty, kChallenge, answer)), "corrupt");
}

TEST_P(WebAuthn, RefusesCertificatesAndStatementsWhereNoneIsDue) {
    const Ceremony c{.type = "webauthn.create", .challenge = std::string{kChallenge}};
    const auto with_statement = [&](std::string_view format, const std::function<void(CborWriter&)>& statement) {
        CborWriter out;
        out.map(3);
        out.string("authData");  // in another order, which is allowed
        out.bytes(authenticator_.authenticator_data(c, true));
        out.string("fmt");
        out.string(format);
        out.string("attStmt");
        statement(out);
        return code_of(verify_registration(kParty, kChallenge, {TestAuthenticator::client_data(c), out.take()}));
    };
    EXPECT_EQ(with_statement("none", [](CborWriter& w) { w.map(0); }), "ok");
    EXPECT_EQ(with_statement("none", [](CborWriter& w) { w.map(1), w.string("x"), w.null(); }), "corrupt");
    EXPECT_EQ(with_statement("none", [](CborWriter& w) { w.null(); }), "corrupt");
    EXPECT_EQ(with_statement("packed", [](CborWriter& w) { w.map(1), w.string("x5c"), w.array(0); }), "unsupported");
    EXPECT_EQ(with_statement("packed", [](CborWriter& w) { w.map(0); }), "permission_denied");
    EXPECT_EQ(with_statement("packed", [](CborWriter& w) { w.map(1), w.string("alg"), w.integer(-47); }),
              "permission_denied");
}

TEST_P(WebAuthn, RefusesSignaturesOfOthersAndOverOtherThings) {
    const Ceremony c{.challenge = std::string{kChallenge}};
    const auto verify = [&](const AssertionAnswer& answer) {
        return code_of(verify_assertion(kParty, kChallenge, answer, authenticator_.public_key(), 0));
    };
    auto answer = authenticator_.get(c);
    EXPECT_EQ(verify(answer), "ok");
    answer.signature[answer.signature.size() / 2] ^= 1;
    EXPECT_EQ(verify(answer), "permission_denied");
    answer.signature.clear();
    EXPECT_EQ(verify(answer), "permission_denied");
    EXPECT_EQ(verify(TestAuthenticator{GetParam()}.get(c)), "permission_denied");
    answer = authenticator_.get(c);
    answer.authenticator_data[36] ^= 1;  // the counter, after signing
    EXPECT_EQ(verify(answer), "permission_denied");
}

TEST_P(WebAuthn, NoticesACounterThatWentBack) {
    EXPECT_EQ(get([](Ceremony& c) { c.count = 6; }, 5), "ok");
    EXPECT_EQ(get([](Ceremony& c) { c.count = 5; }, 5), "permission_denied");
    EXPECT_EQ(get([](Ceremony& c) { c.count = 4; }, 5), "permission_denied");
    EXPECT_EQ(get([](Ceremony& c) { c.count = 0; }, 5), "permission_denied");
    EXPECT_EQ(get([](Ceremony& c) { c.count = 1; }, 0), "ok");
}

INSTANTIATE_TEST_SUITE_P(Algorithms, WebAuthn, testing::Values(Algorithm::es256, Algorithm::rs256, Algorithm::eddsa),
                         [](const auto& test) { return std::string{signatures::name_of(test.param)}; });

TEST(AuthenticatorData, TrustsNoLength) {
    const TestAuthenticator authenticator{Algorithm::eddsa};
    Bytes data = authenticator.authenticator_data({}, true);
    EXPECT_TRUE(parse_authenticator_data(data));
    for (std::size_t size = 0; size < data.size(); ++size)
        EXPECT_FALSE(parse_authenticator_data(std::span{data}.first(size))) << size;
    data[53] = 0xff;  // the credential's length
    EXPECT_FALSE(parse_authenticator_data(data));
    data[53] = 0;
    data[54] = 0;
    EXPECT_FALSE(parse_authenticator_data(data));
    EXPECT_FALSE(parse_authenticator_data(Bytes(100000, 0x40)));
}

TEST(ClientData, IsJsonWithAllThatIsNeeded) {
    for (const char* bad :
         {"", "null", "[]", "{}", R"({"type":"a","challenge":"b"})", R"({"type":"a","challenge":1,"origin":"c"})",
          R"({"type":"a","challenge":"b","origin":"c"} x)"})
        EXPECT_FALSE(parse_client_data(bytes_of(bad))) << bad;
    EXPECT_TRUE(parse_client_data(bytes_of(R"({"type":"a","challenge":"b","origin":"c"})")));
}

}  // namespace
}  // namespace stratum::account
