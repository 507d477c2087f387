#include "stratum/platform/job_watch.hpp"

#include "stratum/platform/jobs_wire.hpp"
#include "stratum/store/jobs/job_store.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>

namespace stratum::platform {
namespace {

constexpr std::chrono::milliseconds kPause{500};
constexpr std::size_t kMostWatched = 100;  ///< Of a workspace: the newest, and those that run.

bool has_ended(store::JobState state) {
    return state == store::JobState::succeeded || state == store::JobState::dead || state == store::JobState::cancelled;
}

}  // namespace

JobWatch::JobWatch(store::Pool& pool, EventHub& hub, IdSource& ids, const Clock& clock, Logger log)
    : pool_(pool), hub_(hub), ids_(ids), clock_(clock), log_(std::move(log)) {
    thread_ = std::jthread{[this](const std::stop_token& stop) {
        std::mutex sleeping;
        std::unique_lock lock{sleeping};
        while (!stop.stop_requested()) {
            wake_.wait_for(lock, stop, kPause, [] { return false; });
            if (!stop.stop_requested()) look();
        }
    }};
}

JobWatch::~JobWatch() {
    thread_.request_stop();
    thread_.join();
    for (const Follower& follower : followers_) follower.channel->close();
}

std::shared_ptr<net::EventChannel> JobWatch::follow(const Uuid& workspace, const Uuid& job) {
    auto channel = std::make_shared<net::EventChannel>();
    auto gone = std::make_shared<std::atomic<bool>>(false);
    channel->on_gone([gone] { *gone = true; });
    const std::scoped_lock lock{mutex_};
    followers_.push_back({workspace, job, channel, gone, ""});
    return channel;
}

void JobWatch::look() {
    bool anybody = hub_.listeners() > 0;
    {
        const std::scoped_lock lock{mutex_};
        anybody = anybody || !followers_.empty();
    }
    if (!anybody) return told_.clear();
    const auto lease = pool_.read();
    auto told = lease ? tell_followers(**lease) : Result<void>{lease.error()};
    if (told) told = tell_workspaces(**lease);
    if (!told) log_.warning("jobs could not be looked at", {{"error", told.error().text()}});
}

Result<void> JobWatch::tell_followers(store::Database& database) {
    const std::scoped_lock lock{mutex_};
    for (Follower& follower : followers_) {
        STRATUM_TRY(const auto job, store::find_job(database, follower.workspace, follower.job));
        if (!job) {
            *follower.gone = true;
            follower.channel->close();
            continue;
        }
        std::string text = "event: job\ndata: " + job_json(*job) + "\n\n";
        if (text != follower.told && !follower.channel->push(text)) *follower.gone = true;
        follower.told = std::move(text);
        if (!has_ended(job->state)) continue;
        *follower.gone = true;
        follower.channel->close();
    }
    std::erase_if(followers_, [](const Follower& follower) { return follower.gone->load(); });
    return {};
}

Result<void> JobWatch::tell_workspaces(store::Database& database) {
    const auto workspaces = hub_.workspaces();
    std::erase_if(told_,
                  [&](const auto& entry) { return std::ranges::find(workspaces, entry.first) == workspaces.end(); });
    for (const Uuid& workspace : workspaces) {
        const bool fresh = !told_.contains(workspace);
        auto& told = told_[workspace];
        std::map<Uuid, std::string> now;
        for (const auto& filter : {store::JobFilter{.limit = kMostWatched},
                                   store::JobFilter{.state = store::JobState::running, .limit = kMostWatched}}) {
            STRATUM_TRY(const auto jobs, store::list_jobs(database, workspace, filter));
            for (const auto& job : jobs) {
                std::string text = job_json(job);
                const auto known = told.find(job.id);
                // Who begins to listen is not told what ended long ago.
                const bool old = fresh && has_ended(job.state);
                if (!old && (known == told.end() || known->second != text) && !now.contains(job.id)) tell(job);
                now[job.id] = std::move(text);
            }
        }
        told = std::move(now);
    }
    return {};
}

void JobWatch::tell(const store::Job& job) {
    store::StoredEvent event{
        .id = ids_.next(),
        .time = clock_.now(),
        .event = {job.workspace, "job.updated", to_text(job.id), "{\"job\":" + job_json(job) + "}", ""}};
    hub_.tell(event);
}

}  // namespace stratum::platform
