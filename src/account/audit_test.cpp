#include "stratum/account/audit.hpp"

#include "test_account.hpp"

namespace stratum::account {
namespace {

class Audit : public AccountTest {};

TEST_P(Audit, IsListedByActorActionAndTime) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("Music", ann);
    const auto note = [&](const Uuid& who, std::string_view action) {
        ASSERT_OK(record(db(), as_user(who), workspace, {.action = action, .subject = "thing:1"}));
        clock_.advance(Seconds{1.0});
    };
    const Uuid ben = make_user("ben");
    clock_.advance(Seconds{1.0});  // what was recorded so far lies before
    const Timestamp begin = clock_.now();
    note(ann, "key.created");
    note(ben, "key.revoked");
    note(ann, "keyhole.seen");
    const auto count = [&](const AuditFilter& filter) { return list_audit(db(), workspace, 100, {}, filter)->size(); };
    const std::size_t all = list_audit(db(), workspace, 100)->size();
    EXPECT_EQ(count({}), all);
    EXPECT_EQ(count({.actor = ben}), 1U);
    EXPECT_EQ(count({.action = "key.created"}), 1U);
    EXPECT_EQ(count({.action = "key.*"}), 2U);
    EXPECT_EQ(count({.action = "key"}), 0U);
    EXPECT_EQ(count({.since = begin}), 3U);
    EXPECT_EQ(count({.since = begin, .until = Timestamp{begin.milliseconds + 1000}}), 1U);
    EXPECT_EQ(count({.actor = ann, .action = "key.*", .since = begin}), 1U);
    EXPECT_EQ(list_audit(db(), workspace, 100)->front().action, "keyhole.seen");
    EXPECT_EQ(list_audit(db(), workspace, 100)->front().hash, "");  // not sealed yet
}

STRATUM_ON_EVERY_ENGINE(Audit);

}  // namespace
}  // namespace stratum::account
