#pragma once

#include "stratum/base/ids.hpp"
#include "stratum/base/log.hpp"
#include "stratum/net/event_channel.hpp"
#include "stratum/platform/admission.hpp"
#include "stratum/platform/event_hub.hpp"
#include "stratum/store/jobs/job.hpp"
#include "stratum/store/pool.hpp"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace stratum::platform {

/// Tells how jobs go on, whichever process runs them: to those who follow one (server-sent events), and as
/// `job.updated` to the WebSockets of their workspace. Progress is no event that is kept; who missed some reads the
/// job. One thread, which looks twice a second while somebody listens, and not at all otherwise. Thread-safe.
class JobWatch {
  public:
    /// Both outlive it.
    JobWatch(store::Pool& pool, EventHub& hub, IdSource& ids, const Clock& clock, Logger log);
    ~JobWatch();
    JobWatch(const JobWatch&) = delete;
    JobWatch& operator=(const JobWatch&) = delete;

    /// The job as it stands now and whenever it changes, until it has ended or whoever follows may not read it any
    /// more.
    [[nodiscard]] std::shared_ptr<net::EventChannel> follow(std::shared_ptr<Admission> admission, const Uuid& job);
    /// Looks once. For tests, and the thread's own work.
    void look();

  private:
    struct Follower {
        std::shared_ptr<Admission> admission;
        Uuid job;
        std::shared_ptr<net::EventChannel> channel;
        std::shared_ptr<std::atomic<bool>> gone;
        std::string told;
    };
    Result<void> tell_followers();
    Result<void> tell_workspaces();
    Result<void> look_at_workspace(store::Database& database, const Uuid& workspace, std::map<Uuid, std::string>& now,
                                   std::vector<store::StoredEvent>& news) const;
    [[nodiscard]] store::StoredEvent event_of(const store::Job& job) const;

    store::Pool& pool_;
    EventHub& hub_;
    IdSource& ids_;
    const Clock& clock_;
    const Logger log_;
    std::mutex mutex_;
    std::vector<Follower> followers_;                   ///< Guarded by `mutex_`.
    std::map<Uuid, std::map<Uuid, std::string>> told_;  ///< Of the thread alone: by workspace and job.
    std::condition_variable_any wake_;
    std::jthread thread_;
};

}  // namespace stratum::platform
