#include "stratum/account/outgoing.hpp"

#include "stratum/account/audit.hpp"
#include "test_account.hpp"

namespace stratum::account {
namespace {

const IpAddress kPublic = *parse_address("8.8.8.8");
const IpAddress kInside = *parse_address("10.0.0.5");

OutgoingVerdict judge(const OutgoingRules& rules, const std::string& host, Content content,
                      const std::vector<IpAddress>& addresses = {kPublic}) {
    return judge_outgoing(rules, {host, "webhooks", "test", content}, addresses);
}

TEST(JudgeOutgoing, LetsOutWhatThePrivacyLevelAllows) {
    const std::array contents{Content::control, Content::features, Content::data, Content::audio};
    const auto passes = [&](Privacy privacy) {
        std::string out;
        for (const Content content : contents)
            out += judge({privacy, {{"example.org", false}}}, "example.org", content) == OutgoingVerdict::allowed ? '1'
                                                                                                                  : '0';
        return out;
    };
    EXPECT_EQ(passes(Privacy::strict), "0000");
    EXPECT_EQ(passes(Privacy::balanced), "1100");
    EXPECT_EQ(passes(Privacy::open), "1111");
    EXPECT_EQ(judge({}, "example.org", Content::control), OutgoingVerdict::privacy);
}

TEST(JudgeOutgoing, KnowsTheHostsOfTheList) {
    const OutgoingRules rules{Privacy::open, {{"example.org", false}, {"*.example.net", false}}};
    const auto allowed = [&](const char* host) {
        return judge(rules, host, Content::data) == OutgoingVerdict::allowed;
    };
    for (const char* host : {"example.org", "EXAMPLE.org", "example.org.", "a.example.net", "a.b.example.net"})
        EXPECT_TRUE(allowed(host)) << host;
    for (const char* host : {"example.com", "a.example.org", "example.net", "evilexample.net", "example.org.evil.com",
                             "", ".example.net", "8.8.8.8"})
        EXPECT_FALSE(allowed(host)) << host;
}

TEST(JudgeOutgoing, RefusesAddressesInsideHoweverManyAreOutside) {
    const OutgoingRules rules{Privacy::open, {{"example.org", false}}};
    EXPECT_EQ(judge(rules, "example.org", Content::data, {kPublic, kInside}), OutgoingVerdict::internal_address);
    EXPECT_EQ(judge(rules, "example.org", Content::data, {*parse_address("::ffff:127.0.0.1")}),
              OutgoingVerdict::internal_address);
    EXPECT_EQ(judge(rules, "example.org", Content::data, {*parse_address("169.254.169.254")}),
              OutgoingVerdict::internal_address);
    EXPECT_EQ(judge(rules, "example.org", Content::data, {}), OutgoingVerdict::no_address);
}

TEST(JudgeOutgoing, LetsInsideOnlyWhatWhoeverRunsTheServerOpened) {
    const auto inside = [](const char* setting) { return parse_internal_access(setting).value(); };
    const auto judged = [&](const char* setting, const char* allowed, bool internal, const char* host,
                            const char* address) {
        return judge({Privacy::open, {{allowed, internal}}, inside(setting)}, host, Content::data,
                     {*parse_address(address)});
    };
    // That a workspace means a host inside opens nothing by itself, and what is opened leads nobody there who did not
    // mean it: a name that turns out to lead inside is one that changed its mind.
    EXPECT_EQ(judged("", "nas.lan", true, "nas.lan", "10.0.0.5"), OutgoingVerdict::internal_address);
    EXPECT_EQ(judged("10.0.0.0/8", "nas.lan", true, "nas.lan", "10.0.0.5"), OutgoingVerdict::allowed);
    EXPECT_EQ(judged("10.0.0.0/8", "nas.lan", true, "nas.lan", "192.168.0.5"), OutgoingVerdict::internal_address);
    EXPECT_EQ(judged("10.0.0.0/8", "example.org", false, "example.org", "10.0.0.5"), OutgoingVerdict::internal_address);
    EXPECT_EQ(judged("10.0.0.0/8, example.org", "example.org", false, "example.org", "10.0.0.5"),
              OutgoingVerdict::allowed);
    EXPECT_EQ(judged("*.example.org", "a.example.org", false, "a.example.org", "127.0.0.1"), OutgoingVerdict::allowed);
    EXPECT_EQ(judged("example.org", "example.net", false, "example.org", "127.0.0.1"),
              OutgoingVerdict::host_not_allowed);
    EXPECT_EQ(judged("::1", "::1", true, "[::1]", "::1"), OutgoingVerdict::allowed);
    EXPECT_EQ(judge({Privacy::open, {{"nas.lan", true}}, inside("10.0.0.0/8")}, "nas.lan", Content::data,
                    {kInside, *parse_address("127.0.0.1")}),
              OutgoingVerdict::internal_address);
    EXPECT_EQ(parse_internal_access("10.0.0.0/8,https://x").error().code, ErrorCode::invalid_argument);
}

TEST(OutgoingRefusal, SaysWhatToDo) {
    for (const auto verdict : {OutgoingVerdict::privacy, OutgoingVerdict::host_not_allowed, OutgoingVerdict::no_address,
                               OutgoingVerdict::internal_address})
        EXPECT_FALSE(refusal(verdict, "example.org").hint.empty()) << name_of(verdict);
}

class Outgoing : public AccountTest {};

TEST_P(Outgoing, IsStrictUntilAnOwnerSaysOtherwise) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("one", ann);
    EXPECT_EQ(outgoing_rules(db(), workspace)->privacy, Privacy::strict);
    ASSERT_OK(set_privacy(db(), as_user(ann), workspace, Privacy::balanced));
    ASSERT_OK(set_privacy(db(), as_user(ann), workspace, Privacy::open));
    EXPECT_EQ(outgoing_rules(db(), workspace)->privacy, Privacy::open);
    EXPECT_EQ(outgoing_rules(db(), make_workspace("two", ann))->privacy, Privacy::strict);
    EXPECT_EQ(list_audit(db(), workspace, 1)->front().details, R"({"to":"open"})");
}

TEST_P(Outgoing, KeepsAListOfHosts) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("one", ann);
    const Call call = as_user(ann);
    ASSERT_OK(allow_host(db(), call, workspace, {" Example.ORG ", false}));
    ASSERT_OK(allow_host(db(), call, workspace, {"*.example.net", false}));
    ASSERT_OK(allow_host(db(), call, workspace, {"192.168.1.5", true}));
    ASSERT_OK(allow_host(db(), call, workspace, {"example.org", true}));
    const auto rules = outgoing_rules(db(), workspace);
    ASSERT_OK(rules);
    ASSERT_EQ(rules->hosts.size(), 3U);
    EXPECT_EQ(rules->hosts[2].host, "example.org");
    EXPECT_TRUE(rules->hosts[2].internal);
    for (const char* bad : {"", "*", "*.", "https://example.org", "example.org:80", "example.org/x", "a b", "-a.org",
                            "1.2.3", "0x7f.1", "example..org", "ex*mple.org", "*.*.org", "127.0.0.01"})
        EXPECT_CODE(ErrorCode::invalid_argument, allow_host(db(), call, workspace, {bad, false}));
    ASSERT_OK(disallow_host(db(), call, workspace, "EXAMPLE.org"));
    EXPECT_CODE(ErrorCode::not_found, disallow_host(db(), call, workspace, "example.org"));
    EXPECT_CODE(ErrorCode::not_found, disallow_host(db(), call, workspace, std::string_view{"a\0b", 3}));
    EXPECT_TRUE(outgoing_rules(db(), make_workspace("two", ann))->hosts.empty());
}

TEST_P(Outgoing, WritesDownWhatLeft) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("one", ann);
    ASSERT_OK(record_outgoing(db(), as_user(ann), workspace,
                              {.host = "example.org",
                               .address = "8.8.8.8",
                               .feature = "webhooks",
                               .purpose = "tracks.created",
                               .content = Content::data,
                               .bytes_out = 512,
                               .bytes_in = 20}));
    clock_.advance(Seconds{1.0});
    ASSERT_OK(
        record_outgoing(db(), as_user(ann), workspace,
                        {.host = "evil.org", .feature = "webhooks", .outcome = OutgoingVerdict::host_not_allowed}));
    ASSERT_OK(record_outgoing(db(), as_system(), kServer, {.host = "example.org", .feature = "login"}));
    const auto sent = list_outgoing(db(), workspace, 10)->back();
    EXPECT_EQ(sent.status, 0);
    ASSERT_OK(complete_outgoing(db(), workspace, sent.id,
                                {.address = "8.8.4.4", .bytes_out = 512, .bytes_in = 70, .status = 204}));
    const auto lines = list_outgoing(db(), workspace, 10);
    ASSERT_OK(lines);
    ASSERT_EQ(lines->size(), 2U);
    EXPECT_EQ((*lines)[0].outcome, OutgoingVerdict::host_not_allowed);
    EXPECT_EQ((*lines)[1].host, "example.org");
    EXPECT_EQ((*lines)[1].bytes_out, 512);
    EXPECT_EQ((*lines)[1].bytes_in, 70);
    EXPECT_EQ((*lines)[1].status, 204);
    EXPECT_EQ((*lines)[1].address, "8.8.4.4");
    EXPECT_EQ((*lines)[1].actor, to_text(ann));
    EXPECT_EQ((*lines)[1].content, Content::data);
    EXPECT_EQ(list_outgoing(db(), workspace, 10, (*lines)[0].id)->size(), 1U);
    EXPECT_EQ(list_outgoing(db(), kServer, 10)->size(), 1U);
}

STRATUM_ON_EVERY_ENGINE(Outgoing);

}  // namespace
}  // namespace stratum::account
