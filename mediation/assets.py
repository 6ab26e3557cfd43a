"""Static files with hashed names, module imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):
    """Without this switch `import "./other.js"` would keep its unhashed name and be cached for ever."""

    support_js_module_import_aggregation = True
    manifest_strict = False
