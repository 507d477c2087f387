#include "stratum/account/totp.hpp"

#include "test_account.hpp"

#include <gmock/gmock.h>
#include <set>

namespace stratum::account {
namespace {

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

TEST(TotpCode, GivesTheCodesOfRfc6238) {  // appendix B, the rows of SHA-1
    const Bytes secret = bytes_of("12345678901234567890");
    const auto at = [&](std::int64_t seconds) { return totp_code(secret, totp_step(Timestamp{seconds * 1000}), 8); };
    EXPECT_EQ(at(59), "94287082");
    EXPECT_EQ(at(1111111109), "07081804");
    EXPECT_EQ(at(1111111111), "14050471");
    EXPECT_EQ(at(1234567890), "89005924");
    EXPECT_EQ(at(2000000000), "69279037");
    EXPECT_EQ(at(20000000000), "65353130");
    EXPECT_EQ(totp_code(secret, 1), "287082");  // RFC 4226, appendix D, count 1
}

TEST(Base32, GivesTheExamplesOfRfc4648) {
    EXPECT_EQ(to_base32({}), "");
    EXPECT_EQ(to_base32(bytes_of("f")), "MY");
    EXPECT_EQ(to_base32(bytes_of("fo")), "MZXQ");
    EXPECT_EQ(to_base32(bytes_of("foo")), "MZXW6");
    EXPECT_EQ(to_base32(bytes_of("foob")), "MZXW6YQ");
    EXPECT_EQ(to_base32(bytes_of("fooba")), "MZXW6YTB");
    EXPECT_EQ(to_base32(bytes_of("foobar")), "MZXW6YTBOI");
}

Bytes from_base32(std::string_view text) {
    Bytes out;
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        group = group << 5 | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
        if ((bits += 5) >= 8) out.push_back(static_cast<std::uint8_t>(group >> (bits -= 8) & 255));
    }
    return out;
}

class Totp : public AccountTest {
  protected:
    void SetUp() override {
        AccountTest::SetUp();
        if (IsSkipped()) return;
        ann_ = make_user("ann");
    }
    std::string code(std::int64_t steps_away = 0) { return totp_code(secret_, totp_step(clock_.now()) + steps_away); }
    std::vector<std::string> turn_on() {
        secret_ = from_base32(start_totp(db(), as_user(ann_), key_, ann_).value().secret);
        return confirm_totp(db(), as_user(ann_), key_, ann_, code()).value();
    }
    bool use(std::string_view typed) { return use_second_factor(db(), as_user(ann_), key_, ann_, typed).value(); }
    Uuid ann_;
    crypto::BoxKey key_{1, 2, 3};
    Bytes secret_;
};

TEST_P(Totp, CountsOnlyOnceItWasConfirmed) {
    const auto setup = start_totp(db(), as_user(ann_), key_, ann_);
    ASSERT_OK(setup);
    EXPECT_EQ(setup->uri, "otpauth://totp/Stratum:ann%40example.org?secret=" + setup->secret +
                              "&issuer=Stratum&algorithm=SHA1&digits=6&period=30");
    secret_ = from_base32(setup->secret);
    EXPECT_EQ(secret_.size(), 20U);
    EXPECT_FALSE(has_second_factor(db(), ann_).value());
    EXPECT_FALSE(use(code()));
    EXPECT_CODE(ErrorCode::invalid_argument, confirm_totp(db(), as_user(ann_), key_, ann_, "12345"));
    const auto codes = confirm_totp(db(), as_user(ann_), key_, ann_, code());
    ASSERT_OK(codes);
    EXPECT_EQ(codes->size(), 10U);
    EXPECT_TRUE(has_second_factor(db(), ann_).value());
    EXPECT_CODE(ErrorCode::already_exists, start_totp(db(), as_user(ann_), key_, ann_));
    EXPECT_CODE(ErrorCode::not_found, confirm_totp(db(), as_user(ann_), key_, ann_, code()));
    EXPECT_CODE(ErrorCode::not_found, start_totp(db(), as_user(ann_), key_, ids_.next()));
}

TEST_P(Totp, CodesOfTheNeighbouringStepsAreRightAndNoOthers) {
    turn_on();
    clock_.advance(Seconds{300.0});
    EXPECT_FALSE(use(code(-2)));
    EXPECT_FALSE(use(code(2)));
    EXPECT_TRUE(use(code(-1)));
    EXPECT_TRUE(use(code().insert(3, " ")));  // as apps show it
    EXPECT_TRUE(use(code(1)));
}

TEST_P(Totp, ACodeIsGoodOnce) {
    turn_on();
    EXPECT_FALSE(use(code()));  // it turned the factor on
    clock_.advance(Seconds{30.0});
    EXPECT_TRUE(use(code()));
    EXPECT_FALSE(use(code()));
    EXPECT_FALSE(use(code(-1)));  // older than the last one used
    EXPECT_TRUE(use(code(1)));
}

TEST_P(Totp, ARecoveryCodeIsGoodOnce) {
    const auto codes = turn_on();
    EXPECT_EQ(std::set(codes.begin(), codes.end()).size(), 10U);
    EXPECT_EQ(codes[0].size(), 11U);
    EXPECT_TRUE(use(codes[0]));
    EXPECT_FALSE(use(codes[0]));
    std::string shouted = codes[1];
    for (char& c : shouted) c = static_cast<char>(std::toupper(c));
    shouted.erase(5, 1);
    EXPECT_TRUE(use(shouted));
    EXPECT_EQ(count_recovery_codes(db(), ann_).value(), 8);
    const auto fresh = renew_recovery_codes(db(), as_user(ann_), ann_);
    ASSERT_OK(fresh);
    EXPECT_FALSE(use(codes[2]));
    EXPECT_TRUE(use(fresh->front()));
    EXPECT_FALSE(use(""));
    EXPECT_FALSE(use(std::string(10000, 'a')));
}

TEST_P(Totp, SecretsLieSealedAndBelongToTheirUser) {
    turn_on();
    const auto row = db().query_one("SELECT sealed FROM totp_secrets").value();
    const Bytes& sealed = row->bytes(0);
    EXPECT_EQ(std::search(sealed.begin(), sealed.end(), secret_.begin(), secret_.end()), sealed.end());
    clock_.advance(Seconds{60.0});
    crypto::BoxKey other = key_;
    other[0] ^= 1;
    EXPECT_CODE(ErrorCode::corrupt, use_second_factor(db(), as_user(ann_), other, ann_, code()));
    // A row that was copied to another user does not open there.
    const Uuid bob = make_user("bob");
    ASSERT_TRUE(db().execute("UPDATE totp_secrets SET user_id = $1", {bob.bytes}));
    EXPECT_CODE(ErrorCode::corrupt, use_second_factor(db(), as_user(bob), key_, bob, code()));
}

TEST_P(Totp, CanBeTurnedOff) {
    const auto codes = turn_on();
    ASSERT_OK(remove_totp(db(), as_user(ann_), ann_));
    EXPECT_FALSE(has_second_factor(db(), ann_).value());
    EXPECT_FALSE(use(codes[0]));
    EXPECT_CODE(ErrorCode::not_found, remove_totp(db(), as_user(ann_), ann_));
    EXPECT_CODE(ErrorCode::not_found, renew_recovery_codes(db(), as_user(ann_), ann_));
    turn_on();
}

STRATUM_ON_EVERY_ENGINE(Totp);

}  // namespace
}  // namespace stratum::account
