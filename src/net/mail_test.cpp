#include "stratum/net/mail.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/net/json.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <string>

namespace stratum::net {
namespace {

MailMessage greeting(std::string to) {
    return {.from = "Stratum <stratum@example.org>",
            .to = std::move(to),
            .subject = "Hello",
            .text = "one\n.two\n",
            .html = "<p>one</p>",
            .id = "018f3c2e",
            .date = Timestamp{1'795'300'516'000}};
}

TEST(Mail, WritesHeadersSoThatEveryMailProgramReadsThem) {
    EXPECT_EQ(header_text("Hello, you"), "Hello, you");
    EXPECT_EQ(header_text("Für dich"), "=?UTF-8?B?RsO8ciBkaWNo?=");
    EXPECT_EQ(header_text("=?not one?="), "=?UTF-8?B?PT9ub3Qgb25lPz0=?=");
    // 43 bytes: one more than an encoded word takes, and the border is inside of a letter.
    const std::string folded = header_text(std::string(41, 'a') + "\xc3\xa9");
    EXPECT_EQ(folded, "=?UTF-8?B?YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=?=\r\n =?UTF-8?B?w6k=?=");
    EXPECT_EQ(mail_date(Timestamp{1'795'300'516'000}), "Sat, 21 Nov 2026 22:35:16 +0000");
}

TEST(Mail, RefusesWhatWouldAddAHeaderOrARecipient) {
    const MailServer nowhere{.url = "smtp://127.0.0.1:1"};
    for (const char* to : {"ann@example.org\r\nBcc: ben@example.org", "ann@example.org, ben@example.org", "ann",
                           "a b@example.org", "ann@", "@example.org", "ann@ex@ample.org", ""}) {
        const auto sent = send_mail(nowhere, greeting(to));
        ASSERT_FALSE(sent) << to;
        EXPECT_EQ(sent.error().code, ErrorCode::invalid_argument) << to;
    }
    MailMessage mail = greeting("ann@example.org");
    mail.subject = "Hello\r\nBcc: ben@example.org";
    EXPECT_EQ(send_mail(nowhere, mail).error().code, ErrorCode::invalid_argument);
    mail = greeting("ann@example.org");
    mail.from = "Evil\nBcc: x@y.z <stratum@example.org>";
    EXPECT_EQ(send_mail(nowhere, mail).error().code, ErrorCode::invalid_argument);
}

TEST(Mail, TellsWhenNobodyIsThere) {
    EXPECT_EQ(send_mail({.url = "smtp://127.0.0.1:1"}, greeting("ann@example.org")).error().code, ErrorCode::io);
    EXPECT_EQ(send_mail({.url = "http://127.0.0.1:1"}, greeting("ann@example.org")).error().code,
              ErrorCode::invalid_argument);
}

/// With the server that ctest starts; see tests/servers.
class Smtp : public testing::Test {
  protected:
    void SetUp() override {
        const char* folder = std::getenv("STRATUM_TEST_SMTP");
        if (folder == nullptr) GTEST_SKIP() << "STRATUM_TEST_SMTP names no server";
        folder_ = folder;
        server_.url = "smtp://127.0.0.1:" + read_text_file(folder_ + "/port").value();
    }
    /// The mail whose text holds `needle`; null when there is none.
    Json find(const std::string& needle) {
        for (const auto& entry : list_folder(folder_ + "/mails").value()) {
            if (!entry.name.ends_with(".json")) continue;
            Json mail = parse_json(read_text_file(folder_ + "/mails/" + entry.name).value()).value();
            if (mail.text("data").find(needle) != std::string::npos) return mail;
        }
        return {};
    }
    std::string folder_;
    MailServer server_;
};

TEST_F(Smtp, TakesAMailWithBothFormsOfItsText) {
    MailMessage mail = greeting("ann@example.org");
    mail.id = "both-forms";
    mail.subject = "Grüße";
    mail.html = "<p>Grüße</p>";
    const auto sent = send_mail(server_, mail);
    ASSERT_TRUE(sent) << sent.error().text();
    EXPECT_EQ(sent->address, "127.0.0.1");
    EXPECT_GT(sent->bytes, 100);
    const Json kept = find("<both-forms@example.org>");
    ASSERT_FALSE(kept.is_null());
    EXPECT_EQ(kept.text("from"), "stratum@example.org");
    EXPECT_EQ(*kept.find("to")->array()->at(0).string(), "ann@example.org");
    const std::string data = kept.text("data");
    const auto has = [&](std::string_view text) { return data.find(text) != std::string::npos; };
    EXPECT_TRUE(has("Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n")) << data;
    EXPECT_TRUE(has("From: \"Stratum\" <stratum@example.org>\r\n")) << data;
    EXPECT_TRUE(has("To: ann@example.org\r\n"));
    EXPECT_TRUE(has("Date: Sat, 21 Nov 2026 22:35:16 +0000\r\n"));
    EXPECT_TRUE(has("Content-Type: multipart/alternative; boundary=")) << data;
    EXPECT_TRUE(has("Content-Type: text/plain; charset=utf-8"));
    EXPECT_TRUE(has("Content-Type: text/html; charset=utf-8"));
    EXPECT_TRUE(has("<p>Gr=C3=BC=C3=9Fe</p>")) << data;
    EXPECT_TRUE(has("\r\n.two\r\n")) << data;  // a point at the beginning of a line ends no mail
}

TEST_F(Smtp, LogsInAndTellsWhatTheServerSays) {
    server_.user = "stratum";
    server_.password = "wrong";
    EXPECT_EQ(send_mail(server_, greeting("ann@example.org")).error().code, ErrorCode::permission_denied);
    server_.password = "open sesame";
    MailMessage mail = greeting("ann@example.org");
    mail.id = "logged-in";
    ASSERT_TRUE(send_mail(server_, mail));
    EXPECT_EQ(find("<logged-in@").text("user"), "stratum");
    EXPECT_EQ(send_mail(server_, greeting("never@example.org")).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(send_mail(server_, greeting("later@example.org")).error().code, ErrorCode::busy);
}

}  // namespace
}  // namespace stratum::net
