#include "stratum/account/api_keys.hpp"

#include "stratum/account/decide.hpp"
#include "test_account.hpp"

#include <gmock/gmock.h>

namespace stratum::account {
namespace {

class ApiKeys : public AccountTest {
  protected:
    void SetUp() override {
        AccountTest::SetUp();
        if (IsSkipped()) return;
        ann_ = make_user("ann");
        workspace_ = make_workspace("one", ann_);
    }
    MadeApiKey make(const std::vector<std::string>& scopes = {"tracks.read"}) {
        return create_api_key(db(), as_user(ann_), workspace_, {"script", scopes, {}}).value();
    }
    std::optional<KeyHolder> find(std::string_view key) { return authenticate_key(db(), key, clock_.now()).value(); }
    Uuid ann_;
    Uuid workspace_;
};

TEST_P(ApiKeys, OpenWhatTheirScopesNameAndNothingElse) {
    const auto made = make({"tracks.read", "tracks.write", "tracks.read"});
    EXPECT_EQ(made.key.size(), 64U);
    EXPECT_TRUE(made.key.starts_with("stk_"));
    const auto holder = find(made.key);
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->workspace, workspace_);
    EXPECT_EQ(holder->actor.user, ann_);
    const auto may = [&](std::string_view permission) {
        return decide(db(), permissions_, holder->actor, permission, workspace_, clock_.now())->allowed;
    };
    EXPECT_TRUE(may("tracks.read"));
    EXPECT_TRUE(may("tracks.write"));
    EXPECT_FALSE(may("analyses.request"));
    // The secret is nowhere in the database.
    EXPECT_EQ(count("api_keys WHERE public_id = '" + made.key.substr(4, 16) + "'"), 1);
    EXPECT_EQ(db().query_one("SELECT secret_hash FROM api_keys").value()->bytes(0).size(), 32U);
}

TEST_P(ApiKeys, OneWrongLetterOpensNothing) {
    const auto made = make();
    for (const std::size_t place : {0U, 3U, 4U, 19U, 20U, 21U, 63U}) {
        std::string wrong = made.key;
        wrong[place] = wrong[place] == 'a' ? 'b' : 'a';
        EXPECT_FALSE(find(wrong)) << place;
    }
    EXPECT_FALSE(find(""));
    EXPECT_FALSE(find(made.key + "a"));
    EXPECT_FALSE(find("stk_"));
    std::string odd = made.key;
    odd[6] = '\0';
    EXPECT_FALSE(find(odd));
    odd[6] = '\xff';
    EXPECT_FALSE(find(odd));
    // The secret of one key does not go with the name of another.
    const auto other = make();
    EXPECT_FALSE(find(made.key.substr(0, 21) + other.key.substr(21)));
}

TEST_P(ApiKeys, EndByTimeAndByRevocation) {
    const Timestamp soon{clock_.now().milliseconds + 5000};
    const auto made = create_api_key(db(), as_user(ann_), workspace_, {"script", {"tracks.read"}, soon}).value();
    EXPECT_TRUE(find(made.key));
    clock_.advance(Seconds{5.0});
    EXPECT_FALSE(find(made.key));
    const auto second = make();
    EXPECT_TRUE(find(second.key));
    const Uuid bob = make_member("bob", workspace_, "admin");
    EXPECT_CODE(ErrorCode::not_found, revoke_api_key(db(), as_user(bob), workspace_, second.id, bob));
    EXPECT_CODE(ErrorCode::not_found, revoke_api_key(db(), as_user(ann_), ids_.next(), second.id));
    ASSERT_OK(revoke_api_key(db(), as_user(bob), workspace_, second.id));
    EXPECT_FALSE(find(second.key));
    EXPECT_CODE(ErrorCode::not_found, revoke_api_key(db(), as_user(ann_), workspace_, second.id));
    // Who is locked can do nothing, by a key as little as otherwise.
    const auto third = make();
    make_member("cleo", workspace_, "owner");
    ASSERT_OK(lock_user(db(), as_system(), ann_));
    EXPECT_FALSE(find(third.key));
    ASSERT_OK(unlock_user(db(), as_system(), ann_));
    EXPECT_TRUE(find(third.key));
}

TEST_P(ApiKeys, HoldOnlyWhatTheirCreatorHas) {
    const Uuid viewer = make_member("viewer", workspace_, "viewer");
    const auto create = [&](const Call& call, const std::vector<std::string>& scopes, const std::string& name = "k") {
        return create_api_key(db(), call, workspace_, {name, scopes, {}});
    };
    EXPECT_CODE(ErrorCode::permission_denied, create(as_user(viewer), {"tracks.write"}));
    EXPECT_CODE(ErrorCode::permission_denied, create(as_user(make_user("eve")), {"tracks.read"}));
    EXPECT_CODE(ErrorCode::invalid_argument, create(as_user(ann_), {"tracks.fly"}));
    EXPECT_CODE(ErrorCode::invalid_argument, create(as_user(ann_), {"tracks.purge"}));  // dangerous
    EXPECT_CODE(ErrorCode::invalid_argument, create(as_user(ann_), {}));
    EXPECT_CODE(ErrorCode::invalid_argument, create(as_user(ann_), {"tracks.read"}, ""));
    EXPECT_CODE(ErrorCode::permission_denied, create(as_system(), {"tracks.read"}));
    // A key makes no keys.
    EXPECT_CODE(ErrorCode::permission_denied, create(as(find(make().key)->actor), {"tracks.read"}));
    EXPECT_CODE(ErrorCode::invalid_argument,
                create_api_key(db(), as_user(ann_), workspace_, {"k", {"tracks.read"}, clock_.now()}));
}

TEST_P(ApiKeys, AreListedWithoutTheirSecrets) {
    const auto made = make({"tracks.write", "tracks.read"});
    const Uuid bob = make_member("bob", workspace_, "member");
    ASSERT_OK(create_api_key(db(), as_user(bob), workspace_, {"bob's", {"tracks.read"}, {}}));
    EXPECT_EQ(list_api_keys(db(), workspace_)->size(), 2U);
    EXPECT_TRUE(list_api_keys(db(), make_workspace("two", ann_))->empty());
    const auto own = list_api_keys(db(), workspace_, ann_);
    ASSERT_OK(own);
    ASSERT_EQ(own->size(), 1U);
    EXPECT_EQ(own->front().hint, made.key.substr(0, 20));
    EXPECT_THAT(own->front().scopes, testing::ElementsAre("tracks.read", "tracks.write"));
    EXPECT_FALSE(own->front().used_at);
}

TEST_P(ApiKeys, TellWhenTheyWereUsedToAMinute) {
    const auto made = make();
    const auto used = [&] { return list_api_keys(db(), workspace_)->front().used_at; };
    ASSERT_OK(touch_key(db(), *find(made.key), clock_.now()));
    const Timestamp first = clock_.now();
    EXPECT_EQ(used(), first);
    clock_.advance(Seconds{59.0});
    ASSERT_OK(touch_key(db(), *find(made.key), clock_.now()));
    EXPECT_EQ(used(), first);
    clock_.advance(Seconds{1.0});
    ASSERT_OK(touch_key(db(), *find(made.key), clock_.now()));
    EXPECT_EQ(used(), clock_.now());
}

STRATUM_ON_EVERY_ENGINE(ApiKeys);

}  // namespace
}  // namespace stratum::account
