/** The version of the provider, the plugin and the User-Agent: the only place that says it. */
export const version = "0.1.0";
