// What stands in the way of a schema: stored tuples that it would not allow, and conditions that it
// would change under those who use them.
#pragma once

#include "engine/apply.h"
#include "pemba/schema_plan.h"

namespace pemba::engine {

/// Where the data is looked at: the writer's transaction or a reader's.
struct StoredData {
    const storage::Transaction& transaction;
    StoreId store;
    Timestamp now;
    const Limits& limits;
};

/// All obstacles: conditions first, then tuples ordered by relation and subject type. Tuples that
/// have expired are none. O(types), and some reads for an example of each.
[[nodiscard]] Result<std::vector<SchemaObstacle>>
find_obstacles(const StoredData& data, const Schema& current, const Schema& next);

/// The refusal that names all of them: SchemaBreaksCondition for the first condition, else
/// SchemaOrphansTuples. REQUIRES: there are some.
[[nodiscard]] Error obstacles_error(const std::vector<SchemaObstacle>& obstacles);

} // namespace pemba::engine
